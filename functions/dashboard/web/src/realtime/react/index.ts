export { LiveProvider } from './live-provider';
export { useLiveClient } from './context';
export { useConnection, useEvents, useLines, useObservable, useOrders } from './hooks';
