/** The searchable list of places: a field that drives a list, by arrows and Return, or by a click. */
import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import type { Place, SetUpScope } from '../../../shared/set-up.ts';
import { Late } from '../../ui/Late.tsx';
import { useAsk } from '../../ui/use-ask.ts';
import { Answered } from '../Answered.tsx';
import { samePlace } from '../answers.ts';
import { placeName } from '../../../shared/place-address.ts';
import { wizardWords } from '../words.ts';
import { matching, moved, placeGroups, type PlaceGroup } from './place-options.ts';

const text = wizardWords.where;
/** After the last letter. */
const PAUSE = 250;

function PlaceOption(props: {
  id: string;
  place: Place;
  active: boolean;
  chosen: boolean;
  group: PlaceGroup['kind'];
  onChoose: () => void;
  onPoint: () => void;
}): ReactElement {
  const { place } = props;
  const kind = place.scope.kind === 'repository' ? place.visibility : place.scope.kind;
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (props.active) option.current?.scrollIntoView({ block: 'nearest' });
  }, [props.active]);
  return (
    // The keys are the field's, which keeps the focus.
    <div
      ref={option}
      id={props.id}
      role="option"
      aria-selected={props.chosen}
      className={`place ${props.group} ${props.active ? 'active' : ''}`}
      onClick={props.onChoose}
      onMouseMove={props.onPoint}
    >
      <span className="name">{placeName(place.scope)}</span>
      {kind === null ? null : <em>{text.kinds[kind]}</em>}
    </div>
  );
}

interface ListProps {
  readonly id: string;
  readonly groups: readonly PlaceGroup[];
  readonly active: Place | null;
  readonly chosen: SetUpScope | null;
  readonly onChoose: (place: Place) => void;
  readonly onPoint: (place: Place) => void;
}
const optionId = (list: string, { scope }: Place): string => `${list}-${scope.kind}-${placeName(scope)}`;

function PlaceList(props: ListProps): ReactElement {
  const { id } = props;
  return (
    <div id={id} role="listbox" aria-label={text.list} className="card places">
      {props.groups.map(({ kind, places }) => (
        <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
          <p id={`${id}-${kind}`} className="heading" role="presentation">
            {text.groups[kind]}
          </p>
          {places.map((place) => (
            <PlaceOption
              key={placeName(place.scope)}
              id={optionId(id, place)}
              place={place}
              group={kind}
              active={place === props.active}
              chosen={samePlace(place.scope, props.chosen)}
              onChoose={() => props.onChoose(place)}
              onPoint={() => props.onPoint(place)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

/** `focus`: taken where a button made way for this. */
export function PlaceSearch(props: {
  host: string;
  chosen: SetUpScope | null;
  focus: 'taken' | 'left';
  onChoose: (scope: SetUpScope) => void;
}): ReactElement {
  const { host } = props;
  const [query, setQuery] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const list = useId();
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const asked = useAsk('github.places', { host, query: query.trim() }, query === '' ? 0 : PAUSE);
  useEffect(() => {
    if (props.focus === 'taken') input.current?.focus();
  }, [props.focus]);

  const listed = asked.value?.places ?? [];
  const groups = placeGroups(asked.current ? listed : matching(listed, query), query, host);
  const options = groups.flatMap(({ places }) => places);
  const index = options.findIndex((place) => optionId(list, place) === active);
  const current = index === -1 ? null : index;
  const activePlace = current === null ? null : (options[current] ?? null);

  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      // With one answer left there is nothing to choose between.
      const settled = asked.phase !== 'asking';
      const meant = activePlace ?? (options.length === 1 && settled ? options[0] : undefined);
      if (meant !== undefined) props.onChoose(meant.scope);
      return;
    }
    if (event.key === 'Escape' && query !== '') {
      event.preventDefault();
      setQuery('');
      return;
    }
    const to = moved(event.key, current, options.length);
    const place = to === null ? undefined : options[to];
    if (place === undefined) return;
    event.preventDefault();
    setActive(optionId(list, place));
  };
  const choices = (
    <PlaceList
      id={list}
      groups={groups}
      active={activePlace}
      chosen={props.chosen}
      onPoint={(place) => setActive(optionId(list, place))}
      onChoose={({ scope }) => props.onChoose(scope)}
    />
  );
  return (
    <div className="place-search">
      <label htmlFor={field}>{text.search}</label>
      <input
        ref={input}
        id={field}
        className="text"
        type="text"
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={options.length > 0 ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={activePlace === null ? undefined : optionId(list, activePlace)}
        value={query}
        maxLength={100}
        placeholder={text.searchHint}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        data-missing="missing"
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(null);
        }}
        onKeyDown={onKey}
      />
      <Answered asked={asked} waiting={text.asking(host)}>
        {({ more, note }) => (
          <>
            {options.length === 0 ? (
              <p className="card none">{query === '' ? text.none : text.noneFor(query)}</p>
            ) : (
              choices
            )}
            <p className="aside" role="status">
              {asked.phase === 'asking' ? (
                <Late>{text.searching}</Late>
              ) : more ? (
                text.more(options.length)
              ) : options.length === 0 ? null : (
                text.count(options.length)
              )}
            </p>
            {note === null ? null : <p className="aside">{note}</p>}
          </>
        )}
      </Answered>
      {asked.phase === 'failed' && asked.value === null ? (
        // Who knows its name needs no list.
        options.length === 0 ? (
          <p className="aside">{text.typeName}</p>
        ) : (
          choices
        )
      ) : null}
    </div>
  );
}
