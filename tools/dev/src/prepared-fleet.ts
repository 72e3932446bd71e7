/** One host of the fleet: AMP's data folder of it (`instances.json` and `instances/`). */
export interface FleetHost {
  name: string;
  dataDir: string;
}

/** A fleet on disk, ready to be served by simulated panels and read by agents. */
export interface PreparedFleet {
  /** `demo`, or a name made of the folder's; every fleet has its own database, buckets and queue. */
  id: string;
  label: string;
  hosts: FleetHost[];
  /** What the fleet should be, where it is written down. */
  desired?: { baselinesDir: string; deviationsFile: string };
  /** Said to the user once, e.g. what was not copied. */
  notes: string[];
}
