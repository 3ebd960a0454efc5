export { LiveClient, type LiveOptions, type Lines } from './client';
export { browserEnvironment, type Environment, type SignalListener, type Socket } from './platform/environment';
export { type LiveState, type Status, isFinal } from './status';
export type { EventLine, EventStatus, Filter, LiveError, OrderLine, Transport } from './protocol/types';
