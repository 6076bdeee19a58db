// Makes, from the packages of package-lock.json, what the hub ships of them: style sheets and licences for
// wwwroot/lib, and the data that is built into the program. Usage: node generate.mjs <lib folder> <data folder>
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { icons } from './icons.mjs';
import { languages } from './languages.mjs';
import { plurals } from './plurals.mjs';
import { licences, styles } from './styles.mjs';

const [ lib, data ] = process.argv.slice( 2 );

rmSync( lib, { recursive: true, force: true } );
write( lib, { ...styles(), ...licences() } );
write( data, { 'icons.json': icons(), 'languages.json': languages(), 'PluralRules.g.cs': plurals() } );

function write( folder, files ) {
  mkdirSync( folder, { recursive: true } );
  for ( const [ name, text ] of Object.entries( files ) ) {
    writeFileSync( join( folder, name ), text );
  }
}
