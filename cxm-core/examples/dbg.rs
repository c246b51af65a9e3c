use cxm_core::clv::*; use cxm_core::state::State; use cxm_core::stats::Level; use std::time::Instant;
fn main(){
    let rows: Vec<Vec<f64>> = include_str!("../tests/customer_value/cdnow.txt").lines().filter(|l| !l.starts_with('#')).map(|l| l.split(' ').map(|n| n.parse().unwrap()).collect()).collect();
    let column = |p: usize| rows.iter().map(|r| r[p]).collect::<Vec<f64>>();
    let [x, recency, age, spend, n] = [0, 1, 2, 3, 4].map(column);
    let columns = RfmColumns::new(x.as_slice().into(), recency.as_slice().into(), age.as_slice().into());
    let mut counts = RfmCounts::new(&RfmSpec::default().unit(RfmUnit::Week).spend());
    counts.observe(columns.monetary_value(spend.as_slice().into()).counts(n.as_slice().into())).unwrap();
    for m in ["bg_nbd","mbg_nbd","pareto_nbd","gamma_gamma"] {
        let mut best = 1e9; let mut f=None;
        for _ in 0..7 { let t=Instant::now(); f=Some(AnyFit::fit(m,&counts).unwrap()); best=f64::min(best,t.elapsed().as_secs_f64()*1e3);}
        let fit=f.unwrap();
        println!("{m} fit {best:.2} ms");
        let t=Instant::now(); let w=fit.bootstrap(&counts,&BootstrapFits::new(400)).unwrap(); println!("400 draws {:.2} s", t.elapsed().as_secs_f64());
        let se: Vec<f64> = fit.evidence().unwrap().log_covariance.as_ref().unwrap().iter().enumerate().map(|(i,r)| r[i].sqrt()).collect();
        let sw: Vec<f64> = fit.sandwich(&counts).unwrap().evidence().unwrap().log_covariance.as_ref().unwrap().iter().enumerate().map(|(i,r)| r[i].sqrt()).collect();
        for p in 0..se.len(){ let mut d: Vec<f64>=w.evidence().unwrap().draws.as_ref().unwrap().iter().map(|d| d[p].ln()).collect(); d.sort_by(f64::total_cmp); let mean=d.iter().sum::<f64>()/400.0; let sd=(d.iter().map(|v|(v-mean).powi(2)).sum::<f64>()/399.0).sqrt(); println!("  wald {:.4} sandwich {:.4} boot sd {:.4} robust {:.4} ests {:.3}", se[p], sw[p], sd, (d[336]-d[64])/2.0, fit.parameters()[p]); }
    }
    let _ = Level::default();
}
