import { Window } from 'happy-dom';
import { vi } from 'vitest';

// React reads these globals when it is imported, so they are set first. All others, such as fetch, remain Node's.
const window = new Window();
vi.stubGlobal('window', window);
vi.stubGlobal('document', window.document);
vi.stubGlobal('navigator', window.navigator);
