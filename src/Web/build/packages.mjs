import { readFileSync } from 'node:fs';

const root = new URL( '../node_modules/', import.meta.url );

/** The text of a file of an installed package. */
export const text = ( path ) => readFileSync( new URL( path, root ), 'utf8' );

/** The JSON of a file of an installed package. */
export const json = ( path ) => JSON.parse( text( path ) );
