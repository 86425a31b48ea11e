/**
 * Names, ethnic categories and languages, by community. `share` is the share of households in an
 * ordinary English town. A script name is the same name as its owner writes it.
 */
export interface Culture {
  share: number;
  /** NHS ethnic category codes (2001), the likeliest first. */
  ethnicities: readonly string[];
  /** Language code, where some of the community prefer another than English. */
  language?: string;
  families: readonly string[];
  women: readonly string[];
  men: readonly string[];
  /** Names given before 1965, where fashion has changed. */
  olderWomen?: readonly string[];
  olderMen?: readonly string[];
  /** Names in the community's own script: parallel to `families`, `women` and `men`. */
  script?: { families: readonly string[]; women: readonly string[]; men: readonly string[]; ideographic: boolean };
}

const list = (text: string): readonly string[] => text.split(' ');

const ENGLISH: Culture = {
  share: 0.68,
  ethnicities: ['A', 'A', 'A', 'A', 'A', 'A', 'A', 'A', 'C', 'G'],
  families: list(
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Clark Harrison Scott Cooper Ward Turner Hill Moore Morris King Watson Harris Morgan Baker Cook Lee Allen Parker Mitchell Shaw Bennett Carter Griffiths Cox Hughes Mason Webb Dixon Hunt Palmer Rogers Stevens Fox Knight Chapman Ellis Barker Foster Holmes Butler Fletcher Ashworth Whittaker Featherstone Cholmondeley Hardcastle Longbottom-Pryce Saint-John D'Arcy",
  ),
  women: list('Olivia Amelia Isla Ava Emily Sophie Grace Lily Freya Charlotte Emma Jessica Laura Rebecca Sarah Claire Nicola Rachel Hannah Lucy Katie Gemma Victoria Joanne Zoë Chloë Anne-Marie Holly Megan Natalie'),
  men: list('Oliver George Harry Noah Jack Leo Oscar Charlie Henry Thomas James William Daniel Matthew Luke Adam Christopher Andrew Stephen Paul Mark Richard Simon Darren Lee Ryan Ben Joshua Samuel Jean-Luc'),
  olderWomen: list('Margaret Jean Patricia Mary Joan Sheila Barbara Doreen Maureen Dorothy Shirley Pauline Christine Susan Linda Carol Brenda Ann Janet Judith Sandra Hazel Beryl Edna'),
  olderMen: list('John David Michael Peter Robert Brian Alan Kenneth Derek Ronald Raymond Roy Dennis Terence Geoffrey Keith Barry Anthony Colin Norman Graham Malcolm Trevor Arthur'),
};

const WELSH: Culture = {
  share: 0.02,
  ethnicities: ['A'],
  language: 'cy',
  families: ['Llywelyn', 'ap Gruffudd', 'Prydderch', 'Pŵel', 'Gŵyr', 'Gwŷn-Jones', 'Rhŷs'],
  women: list('Siân Angharad Ffion Lleucu Gwenllïan Mêl Elën'),
  men: list('Llŷr Siôn Gŵyn Rhŷs Ieuan Gethin Dafydd'),
};

const IRISH: Culture = {
  share: 0.02,
  ethnicities: ['B'],
  families: ["O'Connor", "O'Brien", "O'Sullivan", 'Murphy', 'Kelly', 'McGrath', 'Mac Giolla Phádraig', 'Ní Dhomhnaill'],
  women: list('Siobhán Aoife Niamh Orla Bríd Sinéad Caoimhe'),
  men: list('Seán Pádraig Ciarán Eoin Liam Conor Declan'),
};

const POLISH: Culture = {
  share: 0.04,
  ethnicities: ['C'],
  language: 'pl',
  families: list('Nowak Wiśniewski Wójcik Kowalczyk Zieliński Szymański Woźniak Dąbrowski Żółkiewski Gałązka'),
  women: list('Agnieszka Małgorzata Żaneta Katarzyna Bożena Zofia Elżbieta'),
  men: list('Łukasz Paweł Krzysztof Michał Stanisław Grzegorz Rafał'),
};

const ROMANIAN: Culture = {
  share: 0.02,
  ethnicities: ['C'],
  language: 'ro',
  families: list('Ionescu Popescu Ștefănescu Țepeș Munteanu Dumitrașcu'),
  women: list('Ioana Mădălina Ștefania Andreea Crina'),
  men: list('Răzvan Ștefan Mihai Cătălin Ionuț'),
};

const TURKISH: Culture = {
  share: 0.01,
  ethnicities: ['C', 'S'],
  language: 'tr',
  families: list('Yıldırım Çelik Öztürk Şahin Kılıç Aydın Güneş Işık'),
  women: list('Ayşe Işıl Çiğdem Şule Gülşen Nazlı'),
  men: list('İbrahim Işık Çağrı Oğuz Şükrü Yiğit'),
};

const INDIAN: Culture = {
  share: 0.05,
  ethnicities: ['H'],
  language: 'gu',
  families: list("Patel Shah Singh Kaur Sharma Desai Mehta Gill Dhillon D'Souza Nair Venkataraman Subramaniam"),
  women: list('Priya Anjali Sunita Meera Kavita Harpreet Lakshmi Nisha Deepa'),
  men: list('Rajesh Amit Harjit Vikram Sanjay Arjun Gurpreet Nikhil Anil'),
};

const PAKISTANI: Culture = {
  share: 0.04,
  ethnicities: ['J'],
  language: 'ur',
  families: list('Khan Hussain Ahmed Ali Malik Akhtar Iqbal Mahmood Shah Bibi'),
  women: list('Ayesha Fatima Shazia Nasreen Zainab Saima Rukhsana Maryam'),
  men: list('Mohammed Muhammad Imran Tariq Usman Bilal Asif Hamza'),
};

const BANGLADESHI: Culture = {
  share: 0.02,
  ethnicities: ['K'],
  language: 'bn',
  families: list('Begum Rahman Islam Miah Uddin Khatun Chowdhury'),
  women: list('Rahima Nasima Shirin Taslima Sultana Jahanara'),
  men: list('Abdul Rafiq Shafiqul Kamal Mizanur Jamal'),
  script: {
    families: ['বেগম', 'রহমান', 'ইসলাম', 'মিয়া', 'উদ্দিন', 'খাতুন', 'চৌধুরী'],
    women: ['রহিমা', 'নাসিমা', 'শিরিন', 'তাসলিমা', 'সুলতানা', 'জাহানারা'],
    men: ['আব্দুল', 'রফিক', 'শফিকুল', 'কামাল', 'মিজানুর', 'জামাল'],
    ideographic: false,
  },
};

const CHINESE: Culture = {
  share: 0.02,
  ethnicities: ['R'],
  language: 'zh',
  families: list('Li Wang Zhang Chen Liu Huang Ng'),
  women: list('Xiuying Mei Fang Yan Na Xiaoyan'),
  men: list('Wei Qiang Jun Ming Jianguo Hao'),
  script: {
    families: ['李', '王', '张', '陈', '刘', '黄', '吴'],
    women: ['秀英', '梅', '芳', '燕', '娜', '晓燕'],
    men: ['伟', '强', '军', '明', '建国', '浩'],
    ideographic: true,
  },
};

const ARAB: Culture = {
  share: 0.01,
  ethnicities: ['S'],
  language: 'ar',
  families: ['Al-Zahra', 'Haddad', 'Al-Masri', 'Khalil', 'Mansour', 'Al-Rashid'],
  women: list('Fatimah Layla Noor Amal Huda'),
  men: list('Omar Yusuf Khalid Hassan Samir'),
  script: {
    families: ['الزهراء', 'حداد', 'المصري', 'خليل', 'منصور', 'الراشد'],
    women: ['فاطمة', 'ليلى', 'نور', 'أمل', 'هدى'],
    men: ['عمر', 'يوسف', 'خالد', 'حسن', 'سمير'],
    ideographic: false,
  },
};

const AFRICAN: Culture = {
  share: 0.04,
  ethnicities: ['N', 'N', 'P'],
  families: list("Okonkwo Adeyemi Mensah Owusu Adébáyọ̀ Nwachukwu Boateng N'Diaye Oluwaseun-Akinfolarin"),
  women: list('Adaeze Ngozi Abena Folasade Chidinma Akosua Titilayo'),
  men: list('Chukwuemeka Kwame Babatunde Kofi Olumide Emeka Ọláyínká'),
};

const SOMALI: Culture = {
  share: 0.01,
  ethnicities: ['N'],
  language: 'so',
  families: list('Abdi Warsame Farah Hersi Jama'),
  women: list('Hodan Ifrah Sagal Amina Ubah'),
  men: list('Abdirahman Mahad Liban Guled Yusuf'),
};

const CARIBBEAN: Culture = {
  share: 0.02,
  ethnicities: ['M', 'D'],
  families: list('Campbell Grant Gordon Henry Powell Bailey St-Clair'),
  women: list('Shanice Marcia Yvonne Keisha Paulette Simone'),
  men: list('Winston Delroy Marlon Jermaine Leroy Errol'),
};

export const CULTURES: readonly Culture[] = [
  ENGLISH, WELSH, IRISH, POLISH, ROMANIAN, TURKISH, INDIAN, PAKISTANI, BANGLADESHI, CHINESE, ARAB, AFRICAN, SOMALI, CARIBBEAN,
];

export const CULTURE_SHARES = CULTURES.map((culture) => culture.share);
export const CULTURE_TOTAL = CULTURE_SHARES.reduce((sum, share) => sum + share, 0);
