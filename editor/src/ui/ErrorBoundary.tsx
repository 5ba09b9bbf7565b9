/** Keeps a broken part from taking the rest with it. */
import { Component, type ReactNode } from 'react';

interface Props {
	children: ReactNode;
	fallback: (error: unknown, retry: () => void) => ReactNode;
	/** A new value gives the children another chance. */
	resetKey?: unknown;
}

export class ErrorBoundary extends Component<Props, { error: unknown; failed: boolean }> {
	override state = { error: undefined as unknown, failed: false };

	static getDerivedStateFromError(error: unknown) {
		return { error, failed: true };
	}

	override componentDidUpdate(before: Props) {
		if (this.state.failed && before.resetKey !== this.props.resetKey) this.retry();
	}

	private readonly retry = () => this.setState({ failed: false, error: undefined });

	override render() {
		return this.state.failed ? this.props.fallback(this.state.error, this.retry) : this.props.children;
	}
}
