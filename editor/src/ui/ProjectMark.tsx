/** The project's logo, or the product's own mark on the project's colour. */
interface ProjectMarkProps {
	/** Address of the logo. */
	logo: string | null;
	color: string | null;
	size: number;
}

export function ProjectMark({ logo, color, size }: ProjectMarkProps) {
	if (logo !== null) return <img src={logo} alt="" width={size} height={size} style={{ objectFit: 'contain', borderRadius: size / 4, flex: 'none' }} />;
	return (
		<svg viewBox="0 0 32 32" width={size} height={size} aria-hidden style={{ flex: 'none' }}>
			<rect width="32" height="32" rx="9" fill={color ?? 'var(--r-accent)'} />
			<g fill="none" stroke={color === null ? 'var(--r-surface)' : '#fff'} strokeWidth="2.4" strokeLinecap="round">
				<circle cx="10" cy="10.5" r="3.2" />
				<circle cx="22" cy="21.5" r="3.2" />
				<path d="M10 13.9v3.4a4.2 4.2 0 0 0 4.2 4.2h4.4" />
			</g>
		</svg>
	);
}
