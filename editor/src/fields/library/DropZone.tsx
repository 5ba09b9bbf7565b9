/** A part of the page on which files from the desktop can be dropped, or pasted. */
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './library.module.css';

interface DropZoneProps {
	className?: string | undefined;
	isOff?: boolean;
	onFiles: (files: File[]) => void;
	/** Where they go, for the hint. */
	target: string;
	children: ReactNode;
}

export function DropZone({ className, isOff = false, onFiles, target, children }: DropZoneProps) {
	const { t } = useTranslation('files');
	const [isOver, setIsOver] = useState(false);
	// Entering a child leaves its parent: only the last one that leaves counts.
	const depth = useRef(0);
	const carriesFiles = (event: DragEvent) => !isOff && event.dataTransfer.types.includes('Files');
	useEffect(() => {
		const paste = (event: ClipboardEvent) => {
			const files = [...(event.clipboardData?.files ?? [])];
			if (isOff || files.length === 0) return;
			event.preventDefault();
			onFiles(files);
		};
		document.addEventListener('paste', paste);
		return () => document.removeEventListener('paste', paste);
	}, [isOff, onFiles]);
	return (
		<div
			className={className}
			onDragEnter={(event) => {
				if (!carriesFiles(event)) return;
				depth.current += 1;
				setIsOver(true);
			}}
			onDragLeave={(event) => {
				if (!carriesFiles(event)) return;
				depth.current -= 1;
				if (depth.current <= 0) setIsOver(false);
			}}
			onDragOver={(event) => {
				if (carriesFiles(event)) event.preventDefault();
			}}
			onDrop={(event) => {
				if (!carriesFiles(event)) return;
				event.preventDefault();
				depth.current = 0;
				setIsOver(false);
				onFiles([...event.dataTransfer.files]);
			}}
		>
			{children}
			{isOver && (
				<div className={classes.drop} role="status">
					<IconUpload size={30} aria-hidden />
					{t('upload.drop', { name: target })}
				</div>
			)}
		</div>
	);
}
