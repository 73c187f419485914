import { hostDimensions, hostsTable } from '@stats-portal/catalog';
import { BinaryRows, dayField, field, fieldCount, nullField } from '../day/binary.ts';
import { countHosts, type ReadyDay } from '../day/count.ts';
import type { Addresses } from '../day/read.ts';
import { asnField, rememberedTextFields } from '../day/rows.ts';
import { operatorDimension } from '../day/source.ts';
import { shownTexts } from '../day/texts.ts';
import { inetBytes } from './inet.ts';
import type { Hosts } from './hosts.ts';

/** Columns of the rows that `hostRows` makes, in their order. */
export const hostColumns = hostsTable.columns.map(({ name }) => name);

/** Who was seen on a day, and as what, in the binary format of COPY, in pieces. */
export function* hostRows(ready: ReadyDay, day: string, hosts: Hosts): Iterable<Uint8Array> {
  const { tuple, place, cell, address } = countHosts(ready, hostDimensions);
  const beginnings = cellFields(ready, day);
  const endings = addressFields(ready.day.addresses, hosts);
  const rows = new BinaryRows();
  let beginning: Buffer = nullField;
  let open = -1;
  for (let row = 0; row < cell.length; row++) {
    if (cell[row] !== open) {
      open = cell[row]!;
      beginning = beginnings(tuple[open]!, place[open]!);
    }
    rows.add(beginning);
    rows.add(endings(address[row]!));
    const piece = rows.take();
    if (piece !== null) {
      yield piece;
    }
  }
  yield rows.finish();
}

/** What all rows of a cell begin with. */
function cellFields({ texts, day: { places } }: ReadyDay, day: string): (tuple: number, place: number) => Buffer {
  const head = Buffer.concat([fieldCount(hostColumns.length), dayField(day)]);
  const textFields = rememberedTextFields();
  return (tuple, place) => {
    const values = texts.values[tuple]!;
    return Buffer.concat([
      head,
      ...hostDimensions.map((name) => {
        switch (name) {
          case 'asn':
            return asnField(places[place]!);
          case operatorDimension:
            return textFields(name, places[place]!.operator);
          default:
            return textFields(name, values[shownTexts.indexOf(name)]!);
        }
      }),
    ]);
  };
}

/** What all rows of an address end with; made once, as most addresses have several rows. */
function addressFields({ values, kinds, texts, count }: Addresses, hosts: Hosts): (address: number) => Buffer {
  const known = new Array<Buffer | undefined>(count);
  return (address) => {
    const bytes = known[address];
    if (bytes !== undefined) {
      return bytes;
    }
    const value = values[address]!;
    const text = kinds[address] === 0 ? printIPv4(value) : texts[value]!;
    const made = Buffer.concat([field(hosts.hostOf(text)), hosts.isPlain ? field(inetBytes(text)) : nullField]);
    known[address] = made;
    return made;
  };
}

function printIPv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
