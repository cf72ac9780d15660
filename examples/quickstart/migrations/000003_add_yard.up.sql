ALTER TABLE ships ADD COLUMN yard text;

UPDATE ships SET yard = CASE name
    WHEN 'Beagle' THEN 'Woolwich'
    WHEN 'Fram' THEN 'Larvik'
    WHEN 'Endurance' THEN 'Sandefjord'
END;

ALTER TABLE ships ALTER COLUMN yard SET NOT NULL;
