import common from './common.json';
import content from './content.json';
import layouts from './layouts.json';

export const es = { common, content, layouts };
