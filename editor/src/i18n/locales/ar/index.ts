import common from './common.json';
import content from './content.json';
import files from './files.json';
import filter from './filter.json';
import form from './form.json';
import item from './item.json';
import layouts from './layouts.json';
import session from './session.json';

export const ar = { common, content, files, filter, form, item, layouts, session };
