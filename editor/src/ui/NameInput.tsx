/** An input for a name that the API and the database see: in the type of code, never corrected by the browser. */
import { TextInput, type TextInputProps } from '@mantine/core';

import classes from './NameInput.module.css';

export function NameInput(props: TextInputProps) {
	return <TextInput spellCheck={false} autoComplete="off" autoCapitalize="off" classNames={{ input: classes['input'] ?? '' }} {...props} />;
}
