import { lazy } from 'react';
import { Route, Switch } from 'wouter';

const Home = lazy(() => import('./Home'));

/** Which page a path shows. Each is loaded when it is first shown. */
export function Pages() {
  return (
    <Switch>
      <Route path="/" component={Home} />
    </Switch>
  );
}
