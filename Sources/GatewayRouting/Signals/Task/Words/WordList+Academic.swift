extension WordList {
    /// English: words of subjects of study, as exams and textbooks use them.
    static let academic = WordList(
        "academic",
        """
        academic: isotope*, particle*, photon*, neutron*, nucleus, nuclei, nuclear, quark*, boson*, fermion*, spin
        academic: spins, hamiltonian, eigenstate*, wavefunction, relativistic, relativity, spacetime, lagrangian
        academic: entropy, enthalpy, thermodynamic*, equilibrium, catalyst*, catalyz*, stoichiometr*, titrat*
        academic: oxid*, redox, covalent, ionic, ion, ions, hydrogen, oxygen, nitrogen, carbon, carbonate, sulfur
        academic: sodium, potassium, calcium, chloride, methyl, ethyl, phenyl, benzene, alkane*, alkene*, alkyn*
        academic: alcohol*, aldehyde*, ketone*, ester*, amine*, amide*, polymer*, monomer*, aqueous, solvent*
        academic: solute, molar, molarity, ph, nmr, spectrum, spectra, spectroscop*, spectral, absorption
        academic: emission, crystal*, lattice, semiconductor*, laser, diffraction, refraction, lens, gene, genes
        academic: genetic*, genome*, allele*, mutation*, mutant*, chromosome*, mitosis, meiosis, phenotype*
        academic: genotype*, dominant, recessive, heredity, inherited, offspring, transcription
        academic: translation of mrna, mrna, ribosom*, plasmid*, receptor*, ligand*, antibod*, antigen*, immune
        academic: peptide*, amino acid*, tissue*, organ, organs, nerve*, neuron*, artery, arteries, vein, veins
        academic: muscle*, kidney*, renal, liver, hepatic, lung, lungs, pulmonary, cardiac, stomach, intestin*
        academic: digestive, skeleton, bone, bones, skin, diaphragm, spinal, cortex, endocrine, insulin, glucose
        academic: cholesterol, anemia, tumor*, cancer*, lesion*, diagnos*, prognosis, clinical*
        academic: emergency department, mg, mm hg, serum, plasma, biopsy, antibiotic*, vitamin*, deficiency
        academic: chronic, acute, patholog*, anatomy, physiology, pharmacology, preeclampsia, statins
        academic: contraindicat*, dose, intravenous, pregnan*, habitat*, predator*, prey, food chain, food web
        academic: producer, producers, consumer, consumers, decomposer*, adaptation*, natural selection, extinct*
        academic: fossil*, sediment*, erosion, weathering, igneous, metamorphic, mineral*, soil, lava, magma
        academic: volcan*, tectonic, earthquake*, glacier*, atmosphere, ozone, greenhouse, precipitation
        academic: evaporat*, condensation, water cycle, tide, tides, orbit*, moon, lunar, galaxy, galaxies, star
        academic: stars, stellar, sun, sunlight, asteroid*, comet*, telescope*, astronom*, equator, hemisphere
        academic: latitude, axis, seasons, renewable, nonrenewable, resource*, pollut*, ecolog*, environment*
        academic: friction, kinetic, potential energy, thermal, heat, heated, conductor*, conduct*, insulator*
        academic: circuit*, resistor*, capacitor*, inductor, magnet*, motor, momentum, velocity, acceleration
        academic: density, inertia, lever, pulley, vibrat*, sound wave*, light wave*, amplitude, melting, boiling
        academic: freezing, liquid, liquids, solid, solids, evaporate, dissolv*, mixture*, hypothesis, variable
        academic: controlled experiment, observations, investigat*, procedure, laboratory, seed*, root, roots
        academic: leaf, leaves, stem, stems, flower, flowers, pollen, pollinat*, germinat*, chlorophyll, insect*
        academic: mammal*, reptile*, amphibian*, bird, birds, fish, frog*, bear, bears, hibernat*, camouflage
        academic: migrat*, aggregate, elasticity, oligopol*, monopol*, fiscal, interest rates, gross domestic
        academic: comparative advantage, marginal, amortiz*, depreciation, accounting, audit*, jurisdiction
        academic: felony, negligence, easement, testator, hearsay, amendment, supreme court, congress, senate
        academic: federalism, sovereign*, colonial*, colony, colonies, revolution, medieval, renaissance, dynasty
        academic: kant*, aristotle, plato, hume, locke, marx*, freud*, piaget, durkheim, weber, maslow
        academic: behaviorism, cognitive, conditioning, reinforcement, stimulus, personality, sociolog*
        academic: anthropolog*, archaeolog*, feminis*, ideolog*, moral worth, deontolog*, metaphysic*
        academic: epistemolog*, virtue, doctrine, buddhis*, hindu*, islam*, judaism, christianity, theolog*
        academic: scripture, commercial code, tcp ip, multiple choice questions with answers, scientist
        academic: scientists, scientific, astronomers, researchers, biologist*, chemist, chemists, geologist*
        academic: physicist*, quantum, organic, inorganic, molecular, cellular, compounds, periodic table
        academic: buyer, seller, sues, sued, specific performance, orally, liable, tenant, trespass, battery charge
        academic: testimony, convicted, prosecut*, homomorphism, kernel, ring, abelian, operant
        academic: classical conditioning, organelle, chloroplast, photosynthesis
        """
    )
}
