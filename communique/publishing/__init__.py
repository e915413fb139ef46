"""Makes editions public: pages, feeds and their manifest, exchanged in one swap."""
