//! Writes lines on a thread of its own, so that nobody waits for an output that cannot be written.
//!
//! A reader may fall behind (`serve 2>&1 | less`, Ctrl-S on a terminal), end, or fill its disk. None of this may delay or
//! fail the work that is being logged. (The crate `tracing-appender` has such a writer, too; but it prints to stdout while
//! it stops, which can block and panic for the same reasons.)

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Lines that wait to be written; further ones are dropped. They use a few megabytes.
const MAX_WAITING_LINES: usize = 10_000;
/// How long [`BackgroundWriter::finish`] waits for the lines to be written.
const MAX_FINISH_TIME: Duration = Duration::from_secs(1);

/// Takes lines; a thread writes them. Clones share it.
#[derive(Clone)]
pub(super) struct BackgroundWriter {
    lines: Arc<Lines>,
}

#[derive(Default)]
struct Lines {
    state: Mutex<State>,
    /// Notified of each change of the state.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Vec<u8>>,
    /// Whether the thread is writing a line, which is no longer waiting.
    is_writing: bool,
    /// How many lines were dropped since the last one was written.
    dropped: u64,
}

impl BackgroundWriter {
    /// Starts the thread that writes to `output`; `name` is the thread's.
    ///
    /// # Errors
    /// The error of the operating system if it starts no thread.
    pub(super) fn start(name: &str, output: impl Write + Send + 'static) -> io::Result<Self> {
        let lines = Arc::<Lines>::default();
        let of_thread = Arc::clone(&lines);
        thread::Builder::new().name(name.to_owned()).spawn(move || of_thread.write_to(output))?;
        Ok(Self { lines })
    }

    /// Returns once all lines are written, or after a second.
    pub(super) fn finish(&self) {
        let state = self.lines.lock();
        let is_behind = |state: &mut State| state.is_writing || !state.waiting.is_empty();
        // Whether or not all were written in time, the process ends.
        let _ = self.lines.changed.wait_timeout_while(state, MAX_FINISH_TIME, is_behind);
    }
}

/// Each call passes one or more whole lines, as `tracing-subscriber` does.
impl Write for BackgroundWriter {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        let mut state = self.lines.lock();
        if state.waiting.len() < MAX_WAITING_LINES {
            state.waiting.push_back(lines.to_vec());
        } else {
            state.dropped += 1;
        }
        self.lines.changed.notify_all();
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the lines as they come. One that cannot be written is lost.
    fn write_to(&self, mut output: impl Write) {
        loop {
            let (line, dropped) = self.next();
            if dropped > 0 {
                let _ = writeln!(output, "{dropped} lines were dropped, because the output was not read");
            }
            let _ = output.write_all(&line).and_then(|()| output.flush());
            self.lock().is_writing = false;
            self.changed.notify_all();
        }
    }

    /// The next line, and how many were dropped since the previous call. Waits for a line.
    fn next(&self) -> (Vec<u8>, u64) {
        let mut state = self.lock();
        loop {
            if let Some(line) = state.waiting.pop_front() {
                state.is_writing = true;
                return (line, std::mem::take(&mut state.dropped));
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, pipe};

    use super::*;

    #[test]
    fn lines_are_written_in_their_sequence() {
        let (reader, writer) = pipe().unwrap();
        let mut log = BackgroundWriter::start("log", writer).unwrap();
        for number in 0..100 {
            writeln!(log, "{number}").unwrap();
        }
        let lines: Vec<_> = BufReader::new(reader).lines().take(100).map(Result::unwrap).collect();
        assert_eq!(lines, (0..100).map(|number| number.to_string()).collect::<Vec<_>>());
        log.finish();
    }

    #[test]
    fn reader_that_reads_nothing_delays_nobody_and_learns_how_much_was_dropped() {
        let (reader, writer) = pipe().unwrap();
        let mut log = BackgroundWriter::start("log", writer).unwrap();
        let line = format!("{}\n", "x".repeat(1_023));
        // More than the queue and the pipe hold.
        for _ in 0..MAX_WAITING_LINES + 2_000 {
            log.write_all(line.as_bytes()).unwrap();
        }
        let mut lines = BufReader::new(reader).lines().map(Result::unwrap);
        let dropped = lines.find(|line| line.contains("were dropped")).unwrap();
        let count: u64 = dropped.split(' ').next().unwrap().parse().unwrap();
        assert!((1_000..2_000).contains(&count), "{dropped}");
        drop(lines);
    }

    #[test]
    fn closed_pipe_ends_neither_the_thread_nor_its_caller() {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let mut log = BackgroundWriter::start("log", writer).unwrap();
        for _ in 0..1_000 {
            log.write_all(b"lost\n").unwrap();
        }
        log.finish();
        assert!(log.lines.lock().waiting.is_empty(), "the thread still takes lines");
    }
}
