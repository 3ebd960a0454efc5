export { LiveProvider } from './LiveProvider';
export { useLiveClient } from './context';
export { useConnection, useEvents, useLines, useObservable, useOrders } from './hooks';
