/** What drags: the mouse at once; a finger at once by a handle, and elsewhere where it rests for a moment, so that it scrolls otherwise. */
import { MouseSensor, PointerSensor, TouchSensor, useSensor, useSensors, type DraggableSyntheticListeners, type SensorDescriptor, type SensorOptions } from '@dnd-kit/core';
import type { DOMAttributes, SyntheticEvent, TouchEvent } from 'react';

const DISTANCE = { activationConstraint: { distance: 5 } };
const HOLD = { activationConstraint: { delay: 220, tolerance: 8 } };

export function useDragSensors(): Array<SensorDescriptor<SensorOptions>> {
	return useSensors(useSensor(PointerSensor, DISTANCE), useSensor(MouseSensor, DISTANCE), useSensor(TouchSensor, HOLD));
}

type Listener = (event: SyntheticEvent) => void;

interface Drag {
	listeners: DraggableSyntheticListeners;
	isDragging: boolean;
}

/** For a handle, which has `touch-action: none`. */
export function handleOf({ listeners }: Drag): Pick<DOMAttributes<HTMLElement>, 'onPointerDown'> {
	const press = listeners?.['onPointerDown'] as Listener | undefined;
	return press ? { onPointerDown: press } : {};
}

/** For what is dragged wherever it is touched, but at parts with `data-still`. */
export function surfaceOf({ listeners, isDragging }: Drag): Pick<DOMAttributes<HTMLElement>, 'onMouseDown' | 'onTouchStart' | 'onTouchEnd'> & { 'data-drags'?: true } {
	if (!listeners) return {};
	const at = (name: 'onMouseDown' | 'onTouchStart') => (event: SyntheticEvent) => {
		const target = event.target as Element;
		// What a menu of it holds is drawn elsewhere.
		if (event.currentTarget.contains(target) && !target.closest('[data-still]')) (listeners[name] as Listener | undefined)?.(event);
	};
	// A finger that let go again isn't a click on a link.
	const onTouchEnd = (event: TouchEvent) => isDragging && event.preventDefault();
	return { onMouseDown: at('onMouseDown'), onTouchStart: at('onTouchStart'), onTouchEnd, 'data-drags': true };
}
