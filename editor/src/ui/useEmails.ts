/** E-mail addresses that are typed one after the other; what is still being typed counts, too. */
import { useState } from 'react';

const LOOKS_LIKE_EMAIL = /^\S+@\S+$/;
const SEPARATORS = [',', ' ', ';'];

export function useEmails() {
	const [emails, setEmails] = useState<string[]>([]);
	const [typed, setTyped] = useState('');
	const all = [...new Set([...emails, typed.trim()].filter(Boolean))];
	return {
		all,
		isReady: all.length > 0 && all.every((one) => LOOKS_LIKE_EMAIL.test(one)),
		/** The first finished one that is none. */
		wrong: emails.find((one) => !LOOKS_LIKE_EMAIL.test(one)),
		/** For the `TagsInput`. */
		input: { value: emails, onChange: setEmails, searchValue: typed, onSearchChange: setTyped, splitChars: SEPARATORS },
	};
}
