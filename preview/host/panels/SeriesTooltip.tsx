import { FieldType, formattedValueToString, getFieldDisplayName, type DataFrame } from '@grafana/data';
import { SeriesTable } from '@grafana/ui';

/** The values of one point in time, largest first. */
export function SeriesTooltip({ frame, row }: { frame: DataFrame; row: number | null | undefined }) {
  const [time, ...fields] = frame.fields;
  if (row === null || row === undefined || !time) {
    return null;
  }
  const text = (field: typeof time) => formattedValueToString(field.display!(field.values[row]));
  const series = fields
    .filter((field) => field.type === FieldType.number && field.values[row] !== null)
    .sort((a, b) => Number(b.values[row]) - Number(a.values[row]))
    .map((field) => ({
      label: getFieldDisplayName(field, frame),
      value: text(field),
      color: field.display!(field.values[row]).color,
    }));
  return <SeriesTable timestamp={text(time)} series={series} />;
}
