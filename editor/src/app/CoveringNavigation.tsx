/** The navigation where there is no room beside the page: it comes over it. */
import { useTranslation } from 'react-i18next';

import { SideDialog } from '../ui/Dialog';
import { NavigationBar } from './NavigationBar';

export function CoveringNavigation({ opened, onClose }: { opened: boolean; onClose: () => void }) {
	const { t } = useTranslation();
	return (
		<SideDialog opened={opened} onClose={onClose} position="left" size={284} withCloseButton={false} padding={0} title={<span className="r-visually-hidden">{t('nav.label')}</span>} styles={{ header: { minHeight: 0, padding: 0 } }}>
			<NavigationBar onHide={onClose} />
		</SideDialog>
	);
}
