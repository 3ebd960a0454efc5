import { Window } from 'happy-dom';
import { vi } from 'vitest';

// React looks for these when it is imported, so they come first. All else, such as fetch, stays node's own.
const window = new Window();
vi.stubGlobal('window', window);
vi.stubGlobal('document', window.document);
vi.stubGlobal('navigator', window.navigator);
