"""Pages for people with an account: IB, OC, GW, TC, JP, directeur, SWV."""
