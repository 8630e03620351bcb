"""What a case has on file beside its meetings: observation, groeidocument, LDOS, TLV, verzuim, safety."""
