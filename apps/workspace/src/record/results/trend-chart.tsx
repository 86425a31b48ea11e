import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatPatientDate, formatStaffDate } from '../../../../../platform/fhir/format.ts';
import { formatNumber } from '../model/value.ts';
import type { ChartPoint, ChartScale } from './chart-scale.ts';

const HEIGHT = 240;
const LEFT = 52;
const RIGHT = 16;
const TOP = 26;
const BOTTOM = 30;

/**
 * Readings over time (GTAB-): points joined by straight lines, blood pressure as one upright double-ended T each,
 * the range as a pale labelled area, the scale named. A focus line goes from reading to reading by mouse and by arrow keys.
 * The same readings stand in a table beside it.
 */
export function TrendChart({ name, scale }: { name: string; scale: ChartScale }) {
  const { points, unit, range, ticks } = scale;
  const [focus, setFocus] = useState(points.length - 1);
  const [box, width] = useWidth();
  const at = Math.min(focus, points.length - 1);
  const x = (moment: number) => LEFT + ((moment - scale.from) / (scale.to - scale.from)) * (width - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - (value - scale.min) / (scale.max - scale.min)) * (HEIGHT - TOP - BOTTOM);
  const focused = points[at];

  function onKeyDown(event: KeyboardEvent) {
    const next = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: points.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setFocus(Math.max(0, Math.min(points.length - 1, next)));
  }

  function onPointerMove(event: PointerEvent<SVGSVGElement>) {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const distances = points.map((point) => Math.abs(x(point.moment) - left));
    setFocus(distances.indexOf(Math.min(...distances)));
  }

  return (
    <div className="chart" ref={box}>
      <p className="chart-title"><strong>{name}</strong>{unit !== '' && ` (${unit})`}</p>
      <div
        role="slider" tabIndex={0} className="chart-focus" aria-label={`${name}, readings over time`} aria-orientation="horizontal"
        aria-valuemin={1} aria-valuemax={points.length} aria-valuenow={at + 1} aria-valuetext={focused && spoken(focused)} onKeyDown={onKeyDown}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false" onPointerMove={onPointerMove}>
          {range && <RangeArea range={range} y={y} scale={scale} width={width} />}
          {ticks.map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text className="axis" x={LEFT - 6} y={y(tick) + 4} textAnchor="end">{formatNumber(tick)}</text>
            </g>
          ))}
          <text className="axis" x={LEFT} y={HEIGHT - 8}>{dateText(points[0])}</text>
          <text className="axis" x={width - RIGHT} y={HEIGHT - 8} textAnchor="end">{dateText(points.at(-1))}</text>
          {focused && <line className="focus-line" x1={x(focused.moment)} x2={x(focused.moment)} y1={TOP} y2={HEIGHT - BOTTOM} />}
          {focused?.reading.pressure === undefined && <polyline className="series" points={points.map((point) => `${x(point.moment)},${y(point.high)}`).join(' ')} />}
          {points.map((point) => <Mark key={point.reading.entry.key} point={point} x={x(point.moment)} y={y} focused={point === focused} />)}
        </svg>
      </div>
      <p className="chart-reading">{focused && <><strong>{focused.reading.shown}</strong> {dateText(focused)}{focused.reading.flag !== undefined && <span className="flag"> {focused.reading.flag}</span>}</>}</p>
      <p className="quiet">
        Scale {formatNumber(scale.min)} to {formatNumber(scale.max)} {unit}.
        {scale.rescaled && <strong> Wider than the usual scale.</strong>}
        {scale.leftOut > 0 && ` ${scale.leftOut} more in the table only.`} Arrow keys move the line.
      </p>
    </div>
  );
}

/** A point; for a blood pressure a line from diastolic to systolic with a bar at each end. */
function Mark({ point, x, y, focused }: { point: ChartPoint; x: number; y: (value: number) => number; focused: boolean }) {
  if (!point.reading.pressure) return <circle className={focused ? 'point focused' : 'point'} cx={x} cy={y(point.high)} r={focused ? 5 : 3.5} />;
  const [top, bottom] = [y(point.high), y(point.low)];
  return <path className={focused ? 'pressure focused' : 'pressure'} d={`M${x - 5} ${top}h10M${x} ${top}V${bottom}M${x - 5} ${bottom}h10`} />;
}

function RangeArea({ range, y, scale, width }: { range: NonNullable<ChartScale['range']>; y: (value: number) => number; scale: ChartScale; width: number }) {
  if (range.low === undefined && range.high === undefined) return null;
  const top = y(range.high ?? scale.max);
  const bottom = y(range.low ?? scale.min);
  return (
    <g>
      <rect className="range" x={LEFT} width={Math.max(0, width - LEFT - RIGHT)} y={top} height={Math.max(1, bottom - top)} />
      <text className="range-label" x={width - RIGHT} y={14} textAnchor="end">Shaded: laboratory’s range for this patient, {range.shown}</text>
    </g>
  );
}

function dateText(point: ChartPoint | undefined): string {
  return (point?.reading.entry.date === undefined ? undefined : formatStaffDate(point.reading.entry.date)) ?? '';
}

function spoken({ reading }: ChartPoint): string {
  return [reading.shown, reading.entry.date && formatPatientDate(reading.entry.date), reading.flag].filter((part) => part !== undefined).join(', ');
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(560);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => { if (entry) setWidth(Math.max(240, Math.floor(entry.contentRect.width))); });
    observer.observe(box.current);
    return () => { observer.disconnect(); };
  }, []);
  return [box, width] as const;
}
