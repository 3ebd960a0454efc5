import type { TopicSource } from '../api/types';

/** The location of an integration's topic, as it is being edited. */
export interface TopicDraft {
  readonly from: '' | 'path' | 'header' | 'body';
  /** The name of a header, or a JSON pointer. */
  readonly location: string;
}

/** The initial values of the form. */
export function draftOfTopic(topic: TopicSource | null): TopicDraft {
  if (topic === null) return { from: '', location: '' };
  if (topic.from === 'header') return { from: 'header', location: topic.name };
  return topic.from === 'body' ? { from: 'body', location: topic.pointer } : { from: 'path', location: '' };
}

/** The API's form of the draft. The names that the owner has given to topics are kept. */
export function topicOfDraft({ from, location }: TopicDraft, before: TopicSource | null): TopicSource | null {
  const names = before?.names ? { names: before.names } : {};
  if (from === '') return null;
  if (from === 'path') return { from, ...names };
  return from === 'header' ? { from, name: location.trim(), ...names } : { from, pointer: location.trim(), ...names };
}
