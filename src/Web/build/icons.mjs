import { readFileSync } from 'node:fs';
import { json } from './packages.mjs';

/**
 * The icons named in icons.json: { name: { ltr, rtl?, flip?, keep?, languages? } }, where `flip` mirrors the drawing
 * on a right-to-left page except in the languages of `keep`, and `languages` holds a drawing of their own.
 */
export function icons() {
  const all = json( '@wikimedia/codex-icons/dist/codex-icons.json' );
  const names = JSON.parse( readFileSync( new URL( 'icons.json', import.meta.url ), 'utf8' ) );
  return JSON.stringify( Object.fromEntries( names.map( ( name ) => [ name, drawing( all, name ) ] ) ) );
}

function drawing( all, name ) {
  const icon = all[ 'cdxIcon' + name.replace( /(^|-)([a-z])/g, ( _, dash, letter ) => letter.toUpperCase() ) ];
  if ( icon === undefined ) {
    throw new Error( `codex-icons has no icon "${ name }"` );
  }
  if ( typeof icon === 'string' ) {
    return { ltr: icon };
  }
  return {
    ltr: icon.ltr ?? icon.default,
    rtl: icon.rtl,
    flip: icon.shouldFlip || undefined,
    keep: icon.shouldFlipExceptions,
    languages: icon.langCodeMap && resolved( icon.langCodeMap )
  };
}

// A language's entry is a drawing, or the code of the language whose drawing it shares.
const resolved = ( map ) => Object.fromEntries(
  Object.entries( map ).map( ( [ code, drawn ] ) => [ code, map[ drawn ] ?? drawn ] ) );
