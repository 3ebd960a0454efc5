export { LiveClient, type LiveOptions, type Summaries } from './client';
export { browserEnvironment, type Environment, type SignalListener, type Socket } from './platform/environment';
export { type ConnectionStatus, type LiveState, isFinal } from './status';
export type { EventStatus, EventSummary, Filter, LiveError, LiveTransport, OrderSummary } from './protocol/types';
