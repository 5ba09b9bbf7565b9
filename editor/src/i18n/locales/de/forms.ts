import files from './files.json';
import filter from './filter.json';
import form from './form.json';
import item from './item.json';

export const forms = { files, filter, form, item };
