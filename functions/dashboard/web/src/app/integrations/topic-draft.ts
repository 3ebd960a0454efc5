/** Where an integration's topics stand, as its owner says it; `null` for where the channel has them. */
export type TopicSource =
  | { readonly from: 'path'; readonly names?: Readonly<Record<string, string>> }
  | { readonly from: 'header'; readonly name: string; readonly names?: Readonly<Record<string, string>> }
  | { readonly from: 'body'; readonly pointer: string; readonly names?: Readonly<Record<string, string>> };

/** The same as it is being written. */
export interface TopicDraft {
  readonly from: '' | 'path' | 'header' | 'body';
  /** A header's name, or a JSON pointer. */
  readonly place: string;
}

/** The channels on which an owner may choose it. */
export const CHOOSE_TOPIC: readonly string[] = ['standard', 'myntra'];

/** What a form begins with. */
export function draftOfTopic(topic: TopicSource | null): TopicDraft {
  if (topic === null) return { from: '', place: '' };
  if (topic.from === 'header') return { from: 'header', place: topic.name };
  return topic.from === 'body' ? { from: 'body', place: topic.pointer } : { from: 'path', place: '' };
}

/** As the API takes it. Names that were given to topics stay. */
export function topicOfDraft({ from, place }: TopicDraft, before: TopicSource | null): TopicSource | null {
  const kept = before?.names ? { names: before.names } : {};
  if (from === '') return null;
  if (from === 'path') return { from, ...kept };
  return from === 'header' ? { from, name: place.trim(), ...kept } : { from, pointer: place.trim(), ...kept };
}
