export { LiveProvider } from './live-provider';
export { useLiveClient } from './context';
export { useConnection, useEvents, useObservable, useOrders, useSummaries } from './hooks';
