using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Fuzz;

/// <summary>2,000 cases for each reader; `./dev bench fuzz` runs a hundred thousand.</summary>
public sealed class ParserFuzzTests
{
    const int Cases = 2_000;

    /// <summary>Any number, so that no two runs see the same.</summary>
    internal static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    public static TheoryData<string> Readers => [.. Parsers.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Nothing_makes_a_reader_throw_hang_or_believe(string reader)
    {
        var one = Parsers.All.Single(p => p.Name == reader).Case;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(Seeds, async seed => await one(seed)));
    }
}
