import { createTheme, type BadgeProps, type ButtonProps, type CSSVariablesResolver, type DrawerProps, type LoaderProps, type MantineColorsTuple, type MenuProps, type ModalProps, type MultiSelectProps, type NumberInputProps, type PaperProps, type PasswordInputProps, type SelectProps, type TableProps, type TextareaProps, type TextInputProps, type TooltipProps } from '@mantine/core';
import type { CSSProperties } from 'react';

/** The one accent: a deep sea green. */
const sea: MantineColorsTuple = ['#eaf6f4', '#d3ebe7', '#a5d7cf', '#74c2b6', '#4dafa1', '#31a193', '#17796f', '#12685f', '#0d564f', '#07443e'];
/** Paper-like neutrals, a little warm. */
const gray: MantineColorsTuple = ['#faf9f7', '#f4f2ef', '#e9e6e1', '#dcd8d1', '#c4bfb7', '#9d978e', '#6f6a62', '#565149', '#37332e', '#201d1a'];
/** Dark enough for white text on what deletes. */
const red: MantineColorsTuple = ['#fff5f5', '#ffe3e3', '#ffc9c9', '#ffa8a8', '#ff8787', '#f05252', '#d63636', '#c92a2a', '#b02525', '#8f1d1d'];
/** The last ones are text on the first ones. */
const green: MantineColorsTuple = ['#ebfbee', '#d3f9d8', '#b2f2bb', '#8ce99a', '#69db7c', '#51cf66', '#40c057', '#2f9e44', '#23763a', '#1c6b3a'];
const yellow: MantineColorsTuple = ['#fff9db', '#fff3bf', '#ffec99', '#ffe066', '#ffd43b', '#fcc419', '#fab005', '#f59f00', '#a86800', '#7a4f00'];
/** Neutrals of the dark scheme. */
const dark: MantineColorsTuple = ['#e8e6e3', '#c9c6c2', '#a5a29d', '#797672', '#45474a', '#35383b', '#292c2f', '#1e2123', '#17191b', '#101213'];

/** What `Component.extend` takes, without the component: its code is loaded with the first page that shows it. */
interface Defaults<Props> {
	defaultProps: Partial<Props>;
	styles?: Record<string, CSSProperties>;
}

/** Sizes, colours and defaults of every component. Nothing outside of this folder names a colour or a size of its own. */
export const theme = createTheme({
	colors: { sea, gray, dark, red, green, yellow },
	primaryColor: 'sea',
	primaryShade: { light: 7, dark: 7 },
	autoContrast: true,
	luminanceThreshold: 0.36,
	cursorType: 'pointer',
	respectReducedMotion: true,
	defaultRadius: 'md',
	focusRing: 'auto',
	fontFamily: '"Inter Variable", Inter, "Segoe UI", system-ui, -apple-system, sans-serif',
	fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
	fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
	lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
	radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
	spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
	headings: { fontWeight: '620', sizes: { h1: { fontSize: '1.375rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem', lineHeight: '1.35' }, h3: { fontSize: '0.9375rem', lineHeight: '1.4' } } },
	shadows: {
		xs: '0 1px 2px rgb(32 29 26 / 6%)',
		sm: '0 1px 3px rgb(32 29 26 / 8%), 0 1px 2px rgb(32 29 26 / 4%)',
		md: '0 4px 14px rgb(32 29 26 / 10%), 0 1px 3px rgb(32 29 26 / 6%)',
		lg: '0 12px 32px rgb(32 29 26 / 14%)',
		xl: '0 24px 60px rgb(32 29 26 / 18%)',
	},
	components: {
		Badge: { defaultProps: { variant: 'light', radius: 'sm' }, styles: { root: { textTransform: 'none', fontWeight: 550 } } } satisfies Defaults<BadgeProps>,
		Button: { defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 550 } } } satisfies Defaults<ButtonProps>,
		Drawer: { defaultProps: { position: 'right', overlayProps: { backgroundOpacity: 0.32 } }, styles: { title: { fontWeight: 620, fontSize: '1rem' } } } satisfies Defaults<DrawerProps>,
		Loader: { defaultProps: { type: 'oval', size: 'sm' } } satisfies Defaults<LoaderProps>,
		Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', withinPortal: true, position: 'bottom-end' } } satisfies Defaults<MenuProps>,
		Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.32 }, radius: 'lg' }, styles: { title: { fontWeight: 620, fontSize: '1rem' } } } satisfies Defaults<ModalProps>,
		MultiSelect: { defaultProps: { selectFirstOptionOnChange: true } } satisfies Defaults<MultiSelectProps>,
		NumberInput: { defaultProps: { size: 'sm', hideControls: true } } satisfies Defaults<NumberInputProps>,
		Paper: { defaultProps: { radius: 'md' } } satisfies Defaults<PaperProps>,
		PasswordInput: { defaultProps: { size: 'sm' } } satisfies Defaults<PasswordInputProps>,
		Select: { defaultProps: { size: 'sm', selectFirstOptionOnChange: true, checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } } satisfies Defaults<SelectProps>,
		Table: { defaultProps: { verticalSpacing: 'xs' } } satisfies Defaults<TableProps>,
		Textarea: { defaultProps: { size: 'sm', autosize: true, minRows: 3 } } satisfies Defaults<TextareaProps>,
		TextInput: { defaultProps: { size: 'sm' } } satisfies Defaults<TextInputProps>,
		Tooltip: { defaultProps: { openDelay: 350, withArrow: true, arrowSize: 6, fz: 'xs' } } satisfies Defaults<TooltipProps>,
	},
});

/** Named surfaces, for both schemes: what CSS modules use besides Mantine's own variables. */
export const resolveVariables: CSSVariablesResolver = () => ({
	variables: { '--r-nav-width': '252px', '--r-row': '40px', '--r-page-pad': '24px' },
	light: {
		'--mantine-color-dimmed': '#66615a',
		'--mantine-color-placeholder': '#736e66',
		'--mantine-color-body': '#ffffff',
		'--mantine-color-error': '#b3261e',
		'--mantine-color-default-border': '#dcd8d1',
		'--r-canvas': '#faf9f7',
		'--r-surface': '#ffffff',
		'--r-sunken': '#f4f2ef',
		'--r-nav': '#f4f2ef',
		'--r-line': '#e6e2dc',
		'--r-line-strong': '#d3cec6',
		'--r-hover': 'rgb(32 29 26 / 4%)',
		'--r-active': 'rgb(18 104 95 / 10%)',
		'--r-accent': '#12685f',
		'--r-new': '#1c6b3a',
		'--r-new-soft': '#e6f4ea',
		'--r-changed': '#8a5a00',
		'--r-changed-soft': '#fcf2dc',
		'--r-removed': '#a5281f',
		'--r-removed-soft': '#fbeae8',
		'--r-sea': '#dfe9e8',
		'--r-code-keyword': '#8a3b12',
		'--r-code-string': '#1c6b3a',
		'--r-code-number': '#7a3e9d',
		'--r-code-name': '#12588a',
	},
	dark: {
		'--mantine-color-dimmed': '#a5a29d',
		'--mantine-color-placeholder': '#96938e',
		'--mantine-color-body': '#1e2123',
		'--mantine-color-error': '#ff9c93',
		'--mantine-color-default-border': '#3b3f42',
		'--mantine-color-sea-light': 'rgb(77 175 161 / 14%)',
		'--mantine-color-sea-light-hover': 'rgb(77 175 161 / 20%)',
		'--mantine-color-sea-light-color': '#8fd8cd',
		'--r-canvas': '#17191b',
		'--r-surface': '#1e2123',
		'--r-sunken': '#191c1e',
		'--r-nav': '#131517',
		'--r-line': '#2c2f32',
		'--r-line-strong': '#3f4346',
		'--r-hover': 'rgb(255 255 255 / 4%)',
		'--r-active': 'rgb(77 175 161 / 16%)',
		'--r-accent': '#5fc0b2',
		'--r-new': '#7fd39b',
		'--r-new-soft': '#1c3325',
		'--r-changed': '#e8bd6c',
		'--r-changed-soft': '#352b17',
		'--r-removed': '#ff9c93',
		'--r-removed-soft': '#3d211f',
		'--r-sea': '#15201f',
		'--r-code-keyword': '#f0a878',
		'--r-code-string': '#8fd3a5',
		'--r-code-number': '#d0a9ec',
		'--r-code-name': '#8cc4ee',
	},
});
