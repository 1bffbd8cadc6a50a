import { setLanguage, translate, t } from './text.js';
import { applyTheme } from './dom.js';

setLanguage();
applyTheme();
translate(document);
document.title = `Media Runner: ${t('login')}`;
const problem = document.getElementById('problem');
if (problem.dataset.problem) problem.textContent = t(`problem.${problem.dataset.problem}`);
// After a new login, returns to the page that was open.
document.querySelector('form').action = `login${location.hash}`;
