/** What would be lost by leaving a place. Whoever holds something says so here, and one place asks (`app/LeaveWatch.tsx`): a router asks one only. */
import { useEffect, useEffectEvent } from 'react';

interface Place {
	pathname: string;
	search: string;
}

interface Move {
	currentLocation: Place;
	nextLocation: Place;
}

type Holds = (move: Move) => boolean;

const holders = new Set<Holds>();

/** `holds`: whether going there would lose something at this moment. */
export function useHold(holds: Holds): void {
	const asked = useEffectEvent(holds);
	useEffect(() => {
		const own: Holds = (move) => asked(move);
		holders.add(own);
		return () => void holders.delete(own);
	}, []);
}

export function isHeld(move: Move): boolean {
	return [...holders].some((holds) => holds(move));
}
