//! Exponential backoff between attempts.

use std::time::Duration;

const MIN_PAUSE: Duration = Duration::from_millis(250);
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// The next pause: twice the previous one, at most [`MAX_PAUSE`].
#[derive(Debug)]
pub(super) struct Backoff(Duration);

impl Default for Backoff {
    fn default() -> Self {
        Self(MIN_PAUSE)
    }
}

impl Backoff {
    pub(super) fn next(&mut self) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(MAX_PAUSE);
        pause
    }

    /// As [`Backoff::next`], but never shorter than `min`.
    pub(super) fn next_at_least(&mut self, min: Duration) -> Duration {
        self.0 = self.0.max(min).min(MAX_PAUSE.max(min));
        self.next().max(min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_maximum() {
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..9).map(|_| backoff.next().as_millis()).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    }

    #[test]
    fn pauses_are_never_shorter_than_the_minimum_that_the_server_requests() {
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..3).map(|_| backoff.next_at_least(Duration::from_secs(2)).as_millis()).collect();
        assert_eq!(pauses, [2000, 4000, 8000]);
        assert_eq!(Backoff::default().next_at_least(Duration::from_secs(60)).as_secs(), 60);
    }
}
