-- Finding as one types reads the names in the order it shows them, and stops when it has enough.
create index patient_sort_name on patient_index (practice, sort_name, birth_date, patient);
