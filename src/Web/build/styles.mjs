import { text } from './packages.mjs';

// The CSS-only components that the tag helpers write, in the order of Codex's own sheet.
const components = [
  'Icon', 'CdxLabel', 'CdxButton', 'CdxThumbnail', 'CdxAccordion', 'CdxCard', 'CdxCheckbox', 'CdxField',
  'CdxInfoChip', 'CdxMessage', 'CdxProgressBar', 'CdxRadio', 'CdxTextInput', 'CdxSearchInput', 'CdxSelect',
  'CdxTable', 'CdxTabs', 'CdxTextArea', 'CdxToggleSwitch'
];

const tokens = ( name ) => text( `@wikimedia/codex-design-tokens/dist/theme-wikimedia-ui-${ name }.css` )
  .replace( /\/\*[\s\S]*?\*\//g, '' ).replace( /\s*\n\s*/g, '' );

const banner = '/*! Codex and Codex design tokens, Wikimedia Foundation, GPL-2.0-or-later: codex.LICENSE.txt */\n';

const sheet = ( suffix ) => banner + [
  tokens( 'root' ),
  ...components.map( ( name ) => text( `@wikimedia/codex/dist/modules/${ name }${ suffix }.css` ).trim() )
].join( '\n' ) + '\n';

// The arrow of a select is a picture, which tokens do not reach: dark on dark, so it is drawn again in light.
const arrow = () => {
  const drawn = /\.cdx-select:enabled\{[^}]*background-image:(url\('[^']*'\))/.exec( text( '@wikimedia/codex/dist/modules/CdxSelect.css' ) );
  return `.cdx-select:enabled{background-image:${ drawn[ 1 ].replace( '%23202122', '%23eaecf0' ) }}`;
};

/** The light tokens and the components, once per direction of the page, and the dark tokens that go on top. */
export const styles = () => ( {
  'codex.ltr.css': sheet( '' ),
  'codex.rtl.css': sheet( '-rtl' ),
  'tokens-dark.css': banner + tokens( 'mode-dark' ) + arrow() + '\n'
} );

/** The licence of each package of which something is shipped. */
export const licences = () => ( {
  'codex.LICENSE.txt': text( '@wikimedia/codex/LICENSE' ),
  'codex-icons.LICENSE.txt': text( '@wikimedia/codex-icons/LICENSE' ),
  'language-data.LICENSE.txt': text( '@wikimedia/language-data/COPYING' ),
  'banana-i18n.LICENSE.txt': text( 'banana-i18n/LICENSE' ),
  'cldr-core.LICENSE.txt': text( 'cldr-core/LICENSE' )
} );
