using System.Reflection;
using System.Text.RegularExpressions;
using Federated.Federation;

namespace Federated.Tests.Architecture;

/// <summary>A limit that no test names is not known to hold.</summary>
public sealed class LimitRules
{
    [Fact]
    public void Every_limit_is_named_in_a_test()
    {
        var tests = string.Concat(Checkout.CSharp("tests").Select(s => s.Text));
        Checkout.AssertNone(
            from limit in typeof(Limits).GetFields(BindingFlags.Public | BindingFlags.Static)
            where !Regex.IsMatch(tests, $@"\bLimits\.{limit.Name}\b", RegexOptions.NonBacktracking)
            select $"Limits.{limit.Name} is in no test");
    }
}
