import access from './access.json';
import model from './model.json';
import project from './project.json';

export const administration = { access, model, project };
