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

/** The layout of a column. */
export interface ColumnLayout {
  /** Its track in the row's grid. */
  readonly track: string;
  /** The minimum width of the list, in pixels, at which the column is shown; always, if it is not set. */
  readonly minWidth?: number;
  readonly align?: 'right';
  /** Whether its text links to the detail. */
  readonly isLink?: boolean;
}

/** The features of the page's tables. */
export const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: metaHelper<ColumnLayout>(),
});

export type Features = typeof features;
export type TableOf<T extends object> = ReactTable<Features, T>;
export type RowOf<T extends object> = Row<Features, T>;

/** Which columns are visible at a width. */
export function visibleColumns(columns: readonly Column[], width: number): ColumnVisibilityState {
  return Object.fromEntries(
    columns.map(({ id, accessorKey, meta }) => [id ?? accessorKey ?? '', (meta?.minWidth ?? 0) <= width]),
  );
}

/** A column's id is its `id`, or else its `accessorKey`. */
interface Column {
  readonly id?: string;
  readonly accessorKey?: string;
  readonly meta?: ColumnLayout;
}

/** The `grid-template-columns` of a row with these columns. */
export function gridTemplate(looks: readonly (ColumnLayout | undefined)[]): string {
  return looks.map((look) => look?.track ?? 'minmax(0,1fr)').join(' ');
}
