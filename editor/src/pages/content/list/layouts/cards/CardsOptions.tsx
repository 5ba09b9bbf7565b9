import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useSchema } from '../../../../../api/model';
import { chosen, fileFields } from '../../../../../model/layout/choose';
import { titleTemplate } from '../../../../../model/template';
import { FieldChoice, TemplateInput } from '../OptionInputs';
import type { LayoutOptionsProps } from '../types';
import { imageOf, subtitleOf } from './choices';

export function CardsOptions({ collection, options, onOptions }: LayoutOptionsProps) {
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const images = fileFields(collection, schema);
	const image = options['imageSource'] === null ? undefined : chosen(images, imageOf(options));
	return (
		<>
			{images.length > 0 && <FieldChoice label={t('image')} fields={images} value={image?.name} none={t('noImage')} onChange={(imageSource) => onOptions({ imageSource })} />}
			{image && (
				<SegmentedControl
					size="xs"
					aria-label={t('fit.label')}
					value={options['imageFit'] === 'contain' ? 'contain' : 'crop'}
					onChange={(imageFit) => onOptions({ imageFit })}
					data={[
						{ value: 'crop', label: t('fit.crop') },
						{ value: 'contain', label: t('fit.contain') },
					]}
				/>
			)}
			<TemplateInput label={t('title')} collection={collection} value={options['title']} placeholder={titleTemplate(collection)} onChange={(title) => onOptions({ title })} />
			<TemplateInput label={t('subtitle')} collection={collection} value={options['subtitle']} placeholder={subtitleOf(collection, schema, undefined)} onChange={(subtitle) => onOptions({ subtitle })} />
		</>
	);
}
