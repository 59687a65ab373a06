"""What a parent may keep on the phone, to read where there is no signal. Begin with `parcels`."""
