/** The icons of collections. Their names come from the Material set, as the data has them; unknown ones become a plain box. */
import {
	IconAddressBook, IconArticle, IconBook, IconBookmark, IconBox, IconBuildingCommunity, IconBuildingStore, IconCalendar, IconCategory, IconChefHat, IconChartBar, IconCode, IconCoin, IconCpu,
	IconDatabase, IconEgg, IconFile, IconFlag, IconFolder, IconGavel, IconHash, IconHeading, IconHeart, IconHome, IconInfoCircle, IconKey, IconLanguage, IconLink, IconList, IconLock, IconMail, IconMap, IconMapPin,
	IconMenu2, IconMessage, IconMusic, IconNotes, IconPackage, IconPhoto, IconPlane, IconPuzzle, IconQuestionMark, IconSchool, IconSettings, IconShoppingCart, IconSitemap, IconStar, IconTag, IconToolsKitchen2, IconTransferIn, IconTruck, IconUser, IconUsers, IconVideo, IconWorld, IconBrowser, type Icon,
} from '@tabler/icons-react';

const ICONS: Record<string, Icon> = {
	account_tree: IconSitemap, article: IconArticle, badge: IconAddressBook, bar_chart: IconChartBar, book: IconBook, bookmark: IconBookmark, box: IconBox, business: IconBuildingCommunity, calendar_today: IconCalendar,
	category: IconCategory, chat: IconMessage, code: IconCode, contacts: IconAddressBook, dashboard: IconChartBar, description: IconFile, dns: IconDatabase, egg: IconEgg, email: IconMail, euro: IconCoin, event: IconCalendar,
	extension: IconPuzzle, face: IconUser, favorite: IconHeart, flag: IconFlag, flight: IconPlane, folder: IconFolder, gavel: IconGavel, group: IconUsers, groups: IconUsers, help: IconQuestionMark, home: IconHome, image: IconPhoto, images: IconPhoto,
	import_export: IconTransferIn, info: IconInfoCircle, inventory: IconPackage, inventory_2: IconPackage, key: IconKey, label: IconTag, language: IconLanguage, link: IconLink, list: IconList, local_shipping: IconTruck, location_city: IconBuildingCommunity,
	location_on: IconMapPin, lock: IconLock, mail: IconMail, map: IconMap, memory: IconCpu, menu: IconMenu2, menu_book: IconBook, movie: IconVideo, music_note: IconMusic, notes: IconNotes, paid: IconCoin, people: IconUsers, person: IconUser,
	photo: IconPhoto, place: IconMapPin, public: IconWorld, restaurant: IconToolsKitchen2, restaurant_menu: IconChefHat, school: IconSchool, sell: IconTag, settings: IconSettings, shopping_cart: IconShoppingCart, star: IconStar, storage: IconDatabase,
	store: IconBuildingStore, storefront: IconBuildingStore, supervised_user_circle: IconUsers, tag: IconHash, title: IconHeading, translate: IconLanguage, video_library: IconVideo, web: IconBrowser, work: IconPackage, insert_drive_file: IconFile,
};

/** The names that have an icon of their own, for pickers. */
export const ICON_NAMES = Object.keys(ICONS);

export function CollectionIcon({ name, size = 18, folder = false }: { name: string | undefined; size?: number; folder?: boolean }) {
	const Sign = (name && ICONS[name]) || (folder ? IconFolder : IconBox);
	return <Sign size={size} stroke={1.7} aria-hidden />;
}
