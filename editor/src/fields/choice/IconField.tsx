import { IconPicker } from '../../ui/IconPicker';
import type { FieldProps } from '../form/scope';

export function IconField({ value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	return <IconPicker id={id} describedBy={describedBy} value={typeof value === 'string' && value !== '' ? value : null} onChange={onChange} isReadonly={isReadonly} isInvalid={isInvalid} />;
}
