import {
  type ColumnVisibilityState,
  type ReactTable,
  type Row,
  columnVisibilityFeature,
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';

/** What a column says of itself besides what stands in it. */
export interface ColumnLook {
  /** Its track in the grid of a row. */
  readonly track: string;
  /** The width of the list, in pixels, from which on there is room for it; always, if it is missing. */
  readonly from?: number;
  readonly align?: 'right';
  /** Whether its text is the way to the detail. */
  readonly leads?: boolean;
}

/** What tables of the page can do. */
export const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: metaHelper<ColumnLook>(),
});

export type Features = typeof features;
export type TableOf<T extends object> = ReactTable<Features, T>;
export type RowOf<T extends object> = Row<Features, T>;

/** Which columns there is room for. */
export function visibleAt(columns: readonly Column[], width: number): ColumnVisibilityState {
  return Object.fromEntries(
    columns.map(({ id, accessorKey, meta }) => [id ?? accessorKey ?? '', (meta?.from ?? 0) <= width]),
  );
}

/** A column is called as it says, or as the field that it shows. */
interface Column {
  readonly id?: string;
  readonly accessorKey?: string;
  readonly meta?: ColumnLook;
}

/** The grid of a row whose columns are these. */
export function gridOf(looks: readonly (ColumnLook | undefined)[]): string {
  return looks.map((look) => look?.track ?? 'minmax(0,1fr)').join(' ');
}
