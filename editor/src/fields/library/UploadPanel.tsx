/** What is on its way to the server. Stays while one goes on working elsewhere. */
import { ActionIcon, Progress, Tooltip } from '@mantine/core';
import { IconCheck, IconRefresh, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useUploads } from '../../api/uploadList';
import { uploads } from '../../api/uploads';
import classes from './library.module.css';

export function UploadPanel() {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const all = useUploads();
	const n_open = all.filter((one) => one.state === 'waiting' || one.state === 'running').length;
	const n_failed = all.filter((one) => one.state === 'failed').length;
	const title = n_open > 0 ? t('upload.running', { count: n_open }) : n_failed > 0 ? t('upload.failed', { count: n_failed }) : t('upload.done', { count: all.length });
	return (
		<section className={classes.uploads} aria-label={t('upload.panel')}>
			<div className={classes.uploadsHead}>
				<span style={{ flex: 1 }} role="status">
					{title}
				</span>
				{n_open === 0 && (
					<ActionIcon variant="subtle" color="gray" aria-label={c('actions.close')} onClick={uploads.clear}>
						<IconX size={16} />
					</ActionIcon>
				)}
			</div>
			<ul className={classes.uploadsList}>
				{all.map((one) => (
					<li key={one.id} className={classes.upload}>
						<span className="r-truncate" dir="auto">
							{one.name}
						</span>
						<span style={{ display: 'flex', alignItems: 'center', minHeight: 26 }}>
							{one.state === 'failed' && (
								<Tooltip label={c('actions.retry')}>
									<ActionIcon variant="subtle" color="gray" size={26} aria-label={`${c('actions.retry')}: ${one.name}`} onClick={() => uploads.retry(one.id)}>
										<IconRefresh size={15} />
									</ActionIcon>
								</Tooltip>
							)}
							{one.state === 'done' ? (
								<IconCheck size={17} color="var(--r-new)" aria-label={t('upload.state.done')} />
							) : (
								<Tooltip label={c('actions.cancel')}>
									<ActionIcon variant="subtle" color="gray" size={26} aria-label={`${c('actions.cancel')}: ${one.name}`} onClick={() => uploads.dismiss(one.id)}>
										<IconX size={15} />
									</ActionIcon>
								</Tooltip>
							)}
						</span>
						{one.state === 'failed' && (
							<span style={{ gridColumn: '1 / -1', color: 'var(--mantine-color-error)', fontSize: 'var(--mantine-font-size-xs)' }} role="alert">
								{one.problem}
							</span>
						)}
						{(one.state === 'running' || one.state === 'waiting') && (
							<Progress style={{ gridColumn: '1 / -1' }} size={4} value={one.share === undefined ? (one.state === 'running' ? 100 : 0) : one.share * 100} animated={one.state === 'running' && (one.share === undefined || one.share === 1)} aria-label={t('upload.progress', { name: one.name })} />
						)}
					</li>
				))}
			</ul>
		</section>
	);
}
