import { ColorInput, type ColorInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A colour, typed or picked; also from anywhere on the screen, where the browser can. */
export function ColorBox(props: ColorInputProps) {
	const { t } = useTranslation();
	return <ColorInput eyeDropperButtonProps={{ 'aria-label': t('actions.pickColor') }} {...props} />;
}
