/** Where to go after a detour: only addresses within the Editor are followed. */
import { editorRoot } from '../../api/client';

export function insideTarget(to: string | null): string {
	const root = editorRoot.pathname.replace(/\/$/, '');
	const inside = to?.startsWith(`${root}/`) ? to.slice(root.length) : to;
	return inside?.startsWith('/') && !inside.startsWith('//') ? inside : '/';
}
