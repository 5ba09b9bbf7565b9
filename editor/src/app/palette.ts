/** Opens the palette from anywhere. Its code is loaded when somebody first wants it. */
import { createStore, useStore } from '../api/store';

const wanted = createStore(false);

export function usePaletteWanted(): boolean {
	return useStore(wanted);
}

export async function openPalette(): Promise<void> {
	// It opens by itself when it comes: only then it knows where the focus was.
	if (!wanted.get()) return wanted.set(true);
	const { spotlight } = await import('@mantine/spotlight');
	spotlight.open();
}
