-- Nothing: the trail has a file of its own (trail/V1__trail.sql). Both databases count their versions alike.
SELECT 1;
