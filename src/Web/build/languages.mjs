import { json } from './packages.mjs';

/** Every language known to the movement: { code: { autonym, rtl?, fallback? } }, fallback as MediaWiki has it. */
export function languages() {
  const { languages: known, rtlscripts } = json( '@wikimedia/language-data/data/language-data.json' );
  const fallbacks = json( 'banana-i18n/src/languages/fallbacks.json' );
  const codes = new Set( [ ...Object.keys( known ), ...Object.keys( fallbacks ) ] );
  return JSON.stringify( Object.fromEntries( [ ...codes ].sort().map( ( code ) => {
    const [ script, , autonym ] = entry( known, code );
    return [ code, { autonym, rtl: rtlscripts.includes( script ) || undefined, fallback: fallbacks[ code ] } ];
  } ) ) );
}

// An entry of one item is an alias of that code.
function entry( known, code ) {
  const found = known[ code ] ?? [];
  return found.length === 1 ? entry( known, found[ 0 ] ) : found;
}
