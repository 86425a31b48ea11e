-- When a name and a source together last led in: the tries of that source are counted apart from those of strangers.
alter table sign_in_try add column known timestamptz;
