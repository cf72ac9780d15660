INSERT INTO ships (name, launched) VALUES
    ('Beagle', 1820),
    ('Fram', 1892),
    ('Endurance', 1912);
